"""What happens to live rules afterwards: complaints, ending answers, digests, erasure."""
