"""What do assessors do, and what does everybody see of a unit? One module a noun."""
