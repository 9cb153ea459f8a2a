// netpol enforces a node's NetworkPolicies with the policy controller of kube-router, which is the one that k3s has inside. Nothing
// else of kube-router is in it: no routes, no service proxy. IPv4 alone, as the local cluster is.
//
//	netpol --kubeconfig FILE --node NAME --service-cidr RANGE
package main

import (
	"context"
	"flag"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/cloudnativelabs/kube-router/v2/pkg/controllers/netpol"
	"github.com/cloudnativelabs/kube-router/v2/pkg/healthcheck"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "whose account lists pods, namespaces and policies")
	node := flag.String("node", "", "the node's name in the cluster")
	services := flag.String("service-cidr", "", "where services' addresses are")
	flag.Parse()
	if err := enforce(*kubeconfig, settings(*node, *services)); err != nil {
		klog.Fatalf("tried to enforce network policies but failed because %v", err)
	}
}

func settings(node, services string) *options.KubeRouterConfig {
	config := options.NewKubeRouterConfig()
	config.RunFirewall, config.RunRouter, config.RunServiceProxy = true, false, false
	config.EnableIPv4, config.EnableIPv6 = true, false
	config.HostnameOverride = node
	config.ClusterIPCIDRs = []string{services}
	config.NodePortRange = "30000:32767"
	// Changes are followed at once; this is for what somebody else did to the rules.
	config.IPTablesSyncPeriod = 5 * time.Minute
	return config
}

func enforce(kubeconfig string, config *options.KubeRouterConfig) error {
	account, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(account)
	if err != nil {
		return err
	}
	iptables, ipsets, err := netpol.NewIPTablesHandlers(config)
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	watched := informers.NewSharedInformerFactory(client, 0)
	pods := watched.Core().V1().Pods().Informer()
	namespaces := watched.Core().V1().Namespaces().Informer()
	policies := watched.Networking().V1().NetworkPolicies().Informer()
	watched.Start(ctx.Done())
	watched.WaitForCacheSync(ctx.Done())
	controller, err := netpol.NewNetworkPolicyController(client, config, pods, policies, namespaces, &sync.Mutex{}, iptables, ipsets)
	if err != nil {
		return err
	}
	for informer, handler := range map[cache.SharedIndexInformer]cache.ResourceEventHandler{
		pods:       controller.PodEventHandler,
		namespaces: controller.NamespaceEventHandler,
		policies:   controller.NetworkPolicyEventHandler,
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	// It reports to a health server of kube-router's that does not run here; unread, the channel would stop it.
	reports := make(chan *healthcheck.ControllerHeartbeat, 1)
	go func() {
		for range reports {
		}
	}()
	var running sync.WaitGroup
	running.Add(1)
	go controller.Run(reports, ctx.Done(), &running)
	klog.Infof("enforcing network policies on %s", config.HostnameOverride)
	running.Wait()
	return nil
}
