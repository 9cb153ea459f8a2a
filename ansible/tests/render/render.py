"""Writes every file that a role writes to a node into FOLDER/HOST, by Ansible's own templating, without a connection to anything."""

import sys
from pathlib import Path

import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar, trust_as_template
from ansible.vars.manager import VariableManager

ROOT = Path(__file__).resolve().parents[2]


def role_variables(loader, kind):
    found = {}
    for path in sorted(ROOT.glob(f"roles/*/{kind}/main.yml")):
        found.update(loader.load_from_file(str(path), trusted_as_template=True) or {})
    return found


def main(folder):
    init_plugin_loader()
    files = yaml.safe_load((Path(__file__).parent / "files.yml").read_text())
    loader = DataLoader()
    secrets = yaml.safe_load((ROOT / "tests" / "secrets.yml").read_text())
    inventory = InventoryManager(loader=loader, sources=[str(ROOT / "inventory" / "hosts.yml")])
    variables = VariableManager(loader=loader, inventory=inventory)
    defaults, settings = role_variables(loader, "defaults"), role_variables(loader, "vars")
    everybody = {host.name: variables.get_vars(host=host) for host in inventory.get_hosts()}
    for host in inventory.get_hosts():
        own = everybody[host.name]
        values = {**defaults, **own, **settings, **secrets, "hostvars": everybody, "groups": inventory.get_groups_dict()}
        if not own["is_dedicated"]:
            values["private_interface"] = "enp7s0"  # what the facts of a cloud server would say
        role = "server" if own["node_pool"] == "ctrl" else "agent"
        values["k3s_binary_role"] = role
        values["k3s_binary_config"] = trust_as_template("{{ k3s_%s_config }}" % role)
        templar = Templar(loader=loader, variables=values)
        for entry in files:
            if own["node_pool"] not in entry.get("pools", [own["node_pool"]]):
                continue
            source = ROOT / "roles" / entry["role"] / "templates" / entry["src"]
            text = templar.template(trust_as_template("{{ lookup('ansible.builtin.template', '%s') }}" % source))
            target = Path(folder) / host.name / entry["dest"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)


if __name__ == "__main__":
    main(sys.argv[1])
