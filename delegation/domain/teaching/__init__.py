"""What is asked of the teacher beside the answer, and how its reply is read."""
