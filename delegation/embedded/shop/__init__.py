"""A small shop that is a customer of the demo: a page on its own origin, with the snippet."""
