"""3: one room per hop; view.py is pure, delivery.py does the I/O. Rooms never import each other."""
