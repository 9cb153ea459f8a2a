# Says which of the addresses in OPEN and CLOSED it reaches, as a tenant's service. All are dialled at once and each request has a process of
# its own: those who look whether it serves ask at the same time.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "cannot listen: $!";
while (my $client = $server->accept) {
    if (fork) { close $client; next; }
    while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
    my @dialled = map { [$_, IO::Socket::INET->new(PeerAddr => $_, Blocking => 0)] } split ' ', "$ENV{OPEN} $ENV{CLOSED}";
    select undef, undef, undef, 1.5;
    my $text = join '', map { ($_->[1] && $_->[1]->connected ? 'open' : 'closed') . " $_->[0]\n" } @dialled;
    print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($text) . "\r\n\r\n$text";
    close $client;
    exit;
}
