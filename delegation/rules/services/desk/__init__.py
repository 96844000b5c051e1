"""What moderators see: the queue, evidence, similar rules, and what a rule would do."""
