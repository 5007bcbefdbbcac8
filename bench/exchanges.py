"""How fast board, exchanges, pictures and the daily round are, with a thousand exchanges and more.

    DATABASE_URL=postgres://…/bench PORTAL_MODE=demo .venv/bin/python bench/exchanges.py 1000 20000

As bench/library.py does: a database for each size, made where it is missing, measured in turns.
2,000 organizations with 4,000 people and 5,000 offers are the same in all of them.
"""

from library import main

MAKE = (
    "make_scale --organizations 2000 --people 4000 --offers 5000 --experiences 1000 --exchanges {}"
)

if __name__ == "__main__":
    main("exchanges", MAKE)
