"""What is done with lessons, rules and packs."""
