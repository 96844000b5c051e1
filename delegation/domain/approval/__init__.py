"""What may go live without a person, and what a person is shown first."""
