"""Small talk by language: one module for each, and the table of them all."""
