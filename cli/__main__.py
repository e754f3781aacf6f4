"""``python -m cli`` is ``cleanclaim``."""

from cli.main import main

if __name__ == "__main__":
    main(prog_name="cleanclaim")
