"""From receipts to figures: sums, claims, intervals, money."""
