"""What does a person see of portfolios as a whole? One module a noun."""
