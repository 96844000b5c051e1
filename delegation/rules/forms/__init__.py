"""What people may type on the pages of the rules app."""
