"""What people decide about rules, and how a decision is taken back."""
