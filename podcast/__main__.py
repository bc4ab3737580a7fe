"""`podcast` and `python -m podcast`: check the platform first, then run the command."""

from __future__ import annotations

from podcast.cli.program.platform_check import require_supported_platform


def main() -> None:
    """Run the command, or say in one sentence why it cannot run on this computer."""
    require_supported_platform()
    from podcast.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
