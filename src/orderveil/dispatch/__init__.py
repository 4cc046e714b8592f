"""3: who is due what. Opens a view for a hop and hands it to that hop's room."""
