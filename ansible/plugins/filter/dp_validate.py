"""What is wrong with an inventory, one sentence each, without a look at any host."""

import ipaddress
import re
from pathlib import Path

POOLS = ("ctrl", "ops", "build", "run")
RESERVED = {"localhost", "registry", "kubernetes", "gateway", "ops", "loki", "api", "www", "all", "ungrouped"}
LABEL = re.compile(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")
DOMAIN = re.compile(r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
VERSION = re.compile(r"^v(\d+)\.(\d+)\.(\d+)\+k3s(\d+)$")
SECRETS = ("k3s_token", "k3s_agent_token")
OPTIONS = Path(__file__).resolve().parents[2] / "roles" / "k3s_binary" / "files" / "options.tsv"
# The roles set these from the inventory; a second opinion would be a silent one.
OWN_OPTIONS = {
    "agent-token", "agent-token-file", "cluster-cidr", "cluster-init", "flannel-iface", "node-ip", "node-name", "node-taint", "server",
    "service-cidr", "token", "token-file",
}


def known_options():
    rows = (line.split("\t") for line in OPTIONS.read_text().splitlines() if line and not line.startswith("#"))
    return {name: (kind, scope) for name, kind, scope in rows}


def dp_k3s_option_problems(options, role):
    """Sentences about the keys of a k3s configuration; `role` is server or agent."""
    known, problems = known_options(), []
    for name, value in sorted(options.items()):
        if name not in known:
            near = [other for other in known if other.replace("s-", "-") == name.replace("s-", "-")]
            hint = f" Did you mean {near[0]}?" if near else " See roles/k3s_binary/files/options.tsv."
            problems.append(f"k3s does not know the option {name} and would skip it in silence.{hint}")
            continue
        kind, scope = known[name]
        if role == "agent" and scope == "server":
            problems.append(f"{name} is an option of k3s servers; an agent would skip it in silence.")
        if kind == "boolean" and not isinstance(value, bool):
            problems.append(f"{name} of k3s is true or false, not {value!r}.")
        if kind == "single" and isinstance(value, (list, dict)):
            problems.append(f"{name} of k3s takes one value, not a list.")
    return problems


def dp_k3s_jump_problem(wanted, running):
    """Why k3s cannot go from the version `running` to `wanted`, or an empty string."""
    to, at = VERSION.match(wanted or ""), VERSION.match(running or "")
    if not to:
        return f"k3s_version is {wanted}, which is no release of k3s; one looks like v1.37.1+k3s1."
    if not at:
        return f"the running k3s calls itself {running}, which is no release of k3s; upgrade it by hand."
    new, old = tuple(map(int, to.groups())), tuple(map(int, at.groups()))
    if new < old:
        return f"k3s {running} cannot go back to {wanted}; restore a snapshot instead."
    if new[0] != old[0] or new[1] > old[1] + 1:
        return f"k3s cannot skip a minor version: from {running} the next is v{old[0]}.{old[1] + 1}, not {wanted}."
    return ""


class Report:
    def __init__(self):
        self.problems = []

    def add(self, sentence):
        if sentence not in self.problems:
            self.problems.append(sentence)

    def network(self, name, value):
        try:
            return ipaddress.IPv4Network(value)
        except (ValueError, TypeError):
            self.add(f"{name} is {value}, which is no IPv4 network; one looks like 10.0.1.0/24.")
            return None


def _subnets(report, common):
    names = ("private_network", "cloud_subnet", "vswitch_subnet", "cluster_cidr", "service_cidr")
    nets = {name: report.network(name, common.get(name)) for name in names}
    if any(net is None for net in nets.values()):
        return None
    apart = [("cloud_subnet", "vswitch_subnet"), ("private_network", "cluster_cidr"), ("private_network", "service_cidr"),
             ("cluster_cidr", "service_cidr")]
    for one, other in apart:
        if nets[one].overlaps(nets[other]):
            report.add(f"{one} {nets[one]} and {other} {nets[other]} overlap; give each addresses of its own.")
    for name in ("cloud_subnet", "vswitch_subnet"):
        if not nets[name].subnet_of(nets["private_network"]):
            report.add(f"{name} {nets[name]} is outside of private_network {nets['private_network']}.")
            return None  # what follows from it would hide it
    return nets


def _pools(report, hosts, groups):
    for pool in POOLS:
        if not groups.get(pool):
            report.add(f"the group {pool} has no host; the platform needs one at least.")
    if groups.get("ctrl") and len(groups["ctrl"]) % 2 == 0:
        report.add(f"the group ctrl has {len(groups['ctrl'])} hosts; etcd needs an odd number of them.")
    for host in hosts:
        pools = [pool for pool in POOLS if host in groups.get(pool, [])]
        if len(pools) > 1:
            report.add(f"{host} is in the groups {' and '.join(pools)}; a node has one pool.")
        if not pools:
            report.add(f"{host} is in none of the groups {', '.join(POOLS)}; give it a pool.")


def _names(report, hosts):
    for host in hosts:
        if not LABEL.match(host):
            report.add(f"{host} cannot be a node's name; use lower-case letters, digits and hyphens, 63 at most.")
        if host in RESERVED:
            report.add(f"{host} is a reserved name; call the node something like {host}-1.")


def _addresses(report, hosts, hostvars, common, nets):
    owners, gateways = {}, {common.get(f"{kind}_gateway"): f"{kind}_gateway" for kind in ("cloud", "vswitch")}
    for host in hosts:
        values = hostvars[host]
        dedicated = values.get("is_dedicated")
        try:
            address = ipaddress.IPv4Address(values.get("private_ip"))
        except ValueError:
            report.add(f"{host} has the private_ip {values.get('private_ip')}, which is no IPv4 address.")
            continue
        if str(address) in owners:
            report.add(f"{owners[str(address)]} and {host} both have the private_ip {address}; give each its own.")
        owners[str(address)] = host
        if str(address) in gateways:
            report.add(f"{host} has the private_ip {address}, which is the {gateways[str(address)]}; give it another.")
            continue
        if nets is None or not isinstance(dedicated, bool):
            continue
        name = "vswitch_subnet" if dedicated else "cloud_subnet"
        net = nets[name]
        kind = "a dedicated" if dedicated else "a cloud"
        if address not in net:
            report.add(f"{host} is {kind} server, but its private_ip {address} is outside of {name} {net}.")
        elif address in (net.network_address, net.broadcast_address):
            report.add(f"{host} has the private_ip {address}, which {name} {net} keeps for itself.")
    public = {}
    for host in hosts:
        address = hostvars[host].get("ansible_host")
        if not address:
            report.add(f"{host} has no ansible_host; say where SSH finds it.")
            continue
        if address in public:
            report.add(f"{public[address]} and {host} both have the ansible_host {address}; give each its own.")
        public[address] = host
        public_ip = hostvars[host].get("public_ip", address)
        try:
            parsed = ipaddress.ip_address(public_ip)
        except ValueError:
            report.add(f"{host} has the public address {public_ip}, which is no IP address; set public_ip beside ansible_host.")
            continue
        if nets and parsed.version == 4 and parsed in nets["private_network"]:
            report.add(f"{host} has the public address {public_ip}, which is in private_network; set public_ip to its public one.")


def _hardware(report, hosts, hostvars, groups, common):
    for host in hosts:
        values = hostvars[host]
        if not isinstance(values.get("is_dedicated"), bool):
            report.add(f"{host} does not say whether it is_dedicated; it is true or false.")
            continue
        if values["is_dedicated"] != (host in groups.get("dedicated", [])):
            where = "not in" if values["is_dedicated"] else "in"
            report.add(f"{host} has is_dedicated {str(values['is_dedicated']).lower()}, but is {where} the group dedicated.")
        if values["is_dedicated"] and not values.get("physical_nic"):
            report.add(f"{host} is a dedicated server without physical_nic; say which interface carries the vSwitch.")
    vlan = common.get("vswitch_vlan_id")
    if not isinstance(vlan, int) or not 4000 <= vlan <= 4091:
        report.add(f"vswitch_vlan_id is {vlan}; a vSwitch has one from 4000 to 4091.")
    mtu = common.get("private_mtu")
    if not isinstance(mtu, int) or not 1280 <= mtu <= 1400:
        report.add(f"private_mtu is {mtu}; the vSwitch carries 1400 at most, and IPv6 needs 1280.")


def _access(report, common, groups, hostvars):
    for name in ("ssh_allowed_from", "api_allowed_from"):
        sources = common.get(name)
        if not isinstance(sources, list) or (name == "ssh_allowed_from" and not sources):
            report.add(f"{name} is a list of networks, and {name} of {sources} would lock you out.")
            continue
        for source in sources:
            try:
                net = ipaddress.ip_network(source)
            except ValueError:
                report.add(f"{name} has {source}, which is no network; one looks like 198.51.100.0/24.")
                continue
            if name == "api_allowed_from" and net.prefixlen == 0:
                report.add(f"{name} has {source}, which is everybody; the Kubernetes API is for those who run the platform.")
    if not DOMAIN.match(str(common.get("apps_domain"))):
        report.add(f"apps_domain is {common.get('apps_domain')}, which is no domain; one looks like apps.example.org.")
    ops = [hostvars[host].get("private_ip") for host in groups.get("ops", [])]
    if common.get("registry_ip") not in ops:
        report.add(f"registry_ip is {common.get('registry_ip')}, which is no private_ip of the group ops.")


def _secrets(report, common):
    for name in SECRETS:
        value = common.get(name)
        if not value:
            report.add(f"the secret {name} is missing; put it into the vault (README.md, Secrets).")
        elif not isinstance(value, str) or len(value) < 32:
            report.add(f"the secret {name} is shorter than 32 characters; make one with openssl rand -hex 32.")
    if common.get("k3s_token") and common.get("k3s_token") == common.get("k3s_agent_token"):
        report.add("k3s_token and k3s_agent_token are the same; an agent that is stolen would be a server.")


def _versions(report, common, running):
    wanted = str(common.get("k3s_version"))
    if not VERSION.match(wanted):
        report.add(dp_k3s_jump_problem(wanted, wanted))
    else:
        for host, version in sorted(running.items()):
            problem = dp_k3s_jump_problem(wanted, version)
            if problem:
                report.add(f"{host}: {problem}")
    for name, digits in (("k3s_sha256", 64), ("gvisor_sha512", 128)):
        if common.get(name) and not re.fullmatch(f"[0-9a-f]{{{digits}}}", str(common[name])):
            report.add(f"{name} is no such checksum; it has {digits} hexadecimal digits.")
    if not re.fullmatch(r"20\d{6}(\.\d+)?", str(common.get("gvisor_release"))):
        report.add(f"gvisor_release is {common.get('gvisor_release')}, which is no release of gVisor; one looks like 20260817.0.")


def _options(report, common):
    for role in ("server", "agent"):
        options = common.get(f"k3s_{role}_options")
        if not isinstance(options, dict):
            report.add(f"k3s_{role}_options is a mapping of k3s's options to their values.")
            continue
        for problem in dp_k3s_option_problems(options, role):
            report.add(f"k3s_{role}_options: {problem}")
        for name in sorted(OWN_OPTIONS & set(options)):
            report.add(f"k3s_{role}_options: {name} follows from the inventory; change it there.")


def dp_inventory_problems(hostvars, groups, running=None):
    """All that is wrong; `hostvars` and `groups` are Ansible's, `running` gives the k3s version of hosts that have one."""
    report = Report()
    hosts = sorted(groups.get("all", []))
    if not hosts:
        return ["the inventory has no host."]
    common = hostvars[hosts[0]]
    nets = _subnets(report, common)
    _names(report, hosts)
    _pools(report, hosts, groups)
    _addresses(report, hosts, hostvars, common, nets)
    _hardware(report, hosts, hostvars, groups, common)
    _access(report, common, groups, hostvars)
    _secrets(report, common)
    _versions(report, common, running or {})
    _options(report, common)
    return report.problems


class FilterModule:
    def filters(self):
        return {
            "dp_inventory_problems": dp_inventory_problems,
            "dp_k3s_option_problems": dp_k3s_option_problems,
            "dp_k3s_jump_problem": dp_k3s_jump_problem,
        }
