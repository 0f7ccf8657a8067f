"""What do the invented people, firms and workplace files of the demo look like?"""
