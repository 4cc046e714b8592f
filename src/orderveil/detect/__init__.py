"""Finding customer data and card data in anything. Stands on core alone."""
