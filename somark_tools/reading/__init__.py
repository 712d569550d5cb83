"""What was sent → `Document`: where it comes from, its envelope, what it states, the blocks."""
