"""Reading documents: PDF, pictures, printer files and message templates, with the codes that stand on them."""
