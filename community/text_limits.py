"""How far reading the text of a file may go, and how it ends without one."""

MOST_CHARACTERS = 60_000
MOST_PAGES = 400
MOST_MEMORY = 512 * 2**20  # bytes
MOST_SECONDS = 30  # of the processor, after which the system ends it
ENOUGH_SECONDS = 15  # after which what was read so far is the text
LOCKED, BROKEN, HEAVY = 3, 4, 5  # the program's exit status
