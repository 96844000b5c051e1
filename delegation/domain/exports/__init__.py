"""Read the chat exports that people have: packed, encoded and shaped in many ways."""
