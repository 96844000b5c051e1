"""From live rules to the pack that browsers hold."""
