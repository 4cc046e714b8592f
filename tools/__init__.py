"""What writes files of the repository: pages of reference, pictures, the weights of the model of names."""
