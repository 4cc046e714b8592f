"""1: an order comes in. Signature, source formats, card data cut, duplicate or not, sealed and recorded."""
