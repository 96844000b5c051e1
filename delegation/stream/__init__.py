"""The stream process: events and long polls, read from Valkey. Nothing else."""
