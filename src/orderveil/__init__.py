"""The relay of an e-commerce brand: an order enters once, is sealed, and every hop gets its own view."""
