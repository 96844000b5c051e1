"""A small shop that is a customer of the demo: a page on an origin of its own, with the snippet."""
