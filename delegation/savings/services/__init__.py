"""From receipts to sums, and from sums to what people read."""
