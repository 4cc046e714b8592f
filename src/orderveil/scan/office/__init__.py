"""Texts, tables and slides as office programs write them: DOCX, PPTX, ODT, ODS, ODP."""
