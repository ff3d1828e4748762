#!/usr/bin/python3
"""Renders the training and test films of rendered roads with the product's own command."""

import argparse
from pathlib import Path

from rendered import render_all

ROOT = Path(__file__).resolve().parents[3]

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--launcher", type=Path, default=ROOT / "steerlens", help="the steerlens command")
    parser.add_argument("--output", type=Path, default=ROOT / ".build/training/rendered", help="folder to fill with train/ and test/")
    chosen = parser.parse_args()
    render_all(chosen.launcher.resolve(), chosen.output)
