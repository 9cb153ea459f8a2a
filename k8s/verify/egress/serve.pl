# Says which of the addresses in OPEN and CLOSED it reaches, as a tenant's service.
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "cannot listen: $!";
while (my $client = $server->accept) {
    while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
    my $text = '';
    for my $address (split ' ', "$ENV{OPEN} $ENV{CLOSED}") {
        my $reached = IO::Socket::INET->new(PeerAddr => $address, Timeout => 1);
        $text .= ($reached ? 'open' : 'closed') . " $address\n";
    }
    print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($text) . "\r\n\r\n$text";
    close $client;
}
