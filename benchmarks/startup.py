"""Print how long `import somark_tools` and `somark-tools --help` take beyond a bare Python, in one run.

python benchmarks/startup.py [--rounds 10]
"""

import argparse
import subprocess
import sys
import time

RUNS = {
    "python, nothing else": ["-c", ""],
    "import somark_tools": ["-c", "import somark_tools"],
    "somark-tools --help": ["-m", "somark_tools", "--help"],
    "import docx": ["-c", "import docx"],
    "import pydantic, one model": ["-c", "from pydantic import BaseModel\nclass Model(BaseModel):\n    name: str"],
}


def best(arguments: list[str], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    args = parser.parse_args()
    found = {name: best(arguments, args.rounds) for name, arguments in RUNS.items()}
    bare = found["python, nothing else"]
    print("| process | whole | beyond Python |")
    print("|---|--:|--:|")
    for name, seconds in found.items():
        print(f"| {name} | {1000 * seconds:.0f} ms | {1000 * (seconds - bare):.0f} ms |")


if __name__ == "__main__":
    main()
