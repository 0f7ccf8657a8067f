"""What does a person do with evidence? One module a noun."""
