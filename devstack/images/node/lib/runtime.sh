# shellcheck shell=bash disable=SC2154  # entry.sh, which reads this, sets the variables
# containerd with two runtimes: runc for the platform's own pods, gVisor's runsc for tenants'.

unprivileged() { ! (($((16#$(awk '/^CapBnd/ {print $2}' /proc/self/status))) >> 24 & 1)); } # no CAP_SYS_RESOURCE

start_containerd() {
  local suffix='' registries=${REGISTRIES:-} entry host
  if unprivileged; then suffix=-unprivileged; fi
  mkdir -p /etc/containerd /etc/cni/net.d
  for entry in ${registries//,/ }; do
    host=/etc/containerd/certs.d/${entry%%=*}
    mkdir -p "$host"
    printf 'server = "%s"\n[host."%s"]\n  capabilities = ["pull", "resolve"]\n' "${entry#*=}" "${entry#*=}" >"$host/hosts.toml"
  done
  cat >/etc/containerd/config.toml <<EOF
version = 3
[plugins.'io.containerd.cri.v1.images']
  max_concurrent_downloads = 8
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "docker.io/dp-devstack/pause:node"
[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = "/etc/containerd/certs.d"
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
  disable_apparmor = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ["/usr/lib/cni"]
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  BinaryName = "runc$suffix"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runsc]
  runtime_type = "io.containerd.runsc.v1"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runsc.options]
  TypeUrl = "io.containerd.runsc.v1.options"
  ConfigPath = "/etc/containerd/runsc.toml"
EOF
  cat >/etc/containerd/runsc.toml <<EOF
binary_name = "/usr/local/bin/runsc$suffix"
[runsc_config]
  platform = "systrap"
  ignore-cgroups = "true"
EOF
  run containerd containerd --log-level warn
}

import_images() {
  local image
  until ctr version >/dev/null 2>&1; do parts_run; sleep 0.1; done
  for image in /images/*.tar; do
    case $(pool)-${image##*/} in # each runs on one pool only; a node without a pool is all of them
      -* | *-pause.tar | ctrl-coredns.tar | run-traefik.tar) ;;
      *) continue ;;
    esac
    if [ ! -e "/var/lib/containerd/imported-${image##*/}" ]; then
      ctr -n k8s.io images import --local "$image" >/dev/null && touch "/var/lib/containerd/imported-${image##*/}"
    fi
  done
}
