"""Self-delegation: a language model teaches the visitor's browser to answer small talk."""
