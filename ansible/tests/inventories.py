"""Tries every inventory of tests/valid and tests/invalid on the rules: an invalid one must get exactly its sentences.

Each file changes inventory/hosts.yml by its `inventory` (unless `base` is none) and has the `vars` of ansible-playbook's -e.
"""

import sys
import tempfile
from pathlib import Path

import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.vars.manager import VariableManager

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "plugins" / "filter"))
from dp_validate import dp_inventory_problems  # noqa: E402


def problems(case, secrets):
    with tempfile.TemporaryDirectory() as folder:
        overlay = Path(folder) / "hosts.yml"
        overlay.write_text(yaml.safe_dump({"all": {"children": case.get("inventory") or {}}}))
        base = ROOT / "inventory"
        if case.get("base") == "none":
            (Path(folder) / "group_vars").symlink_to(base / "group_vars")
            sources = [str(overlay)]
        else:
            sources = [str(base / "hosts.yml"), str(overlay)]
        loader = DataLoader()
        inventory = InventoryManager(loader=loader, sources=sources)
        variables = VariableManager(loader=loader, inventory=inventory)
        extra = {**secrets, **(case.get("vars") or {})}
        hosts = {host.name: {**variables.get_vars(host=host), **extra} for host in inventory.get_hosts()}
        return dp_inventory_problems(hosts, inventory.get_groups_dict(), extra.get("validate_running"))


def main():
    secrets = yaml.safe_load((ROOT / "tests" / "secrets.yml").read_text())
    failed = count = 0
    for path in sorted((ROOT / "tests").glob("*valid/*.yml")):
        case = yaml.safe_load(path.read_text())
        expected, actual = case.get("refused", []), problems(case, secrets)
        count += 1
        if actual != expected:
            failed += 1
            print(f"{path.relative_to(ROOT)}: expected {expected}, got {actual}")
    print(f"inventories: {count - failed} of {count} as expected")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
