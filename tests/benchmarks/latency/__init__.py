"""What the product adds to its teacher's own time, beside the same teacher called directly."""
