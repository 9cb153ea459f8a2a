use strict;
use IO::Socket::INET;
$| = 1;
my %o = (bind => '0.0.0.0', port => $ENV{PORT}, delay => 0, text => 'hello', status => '200 OK', say => 1, linger => 0);
for (@ARGV) { my ($k, $v) = split /=/, $_, 2; $o{$k} = $v; }
$SIG{ALRM} = sub { exit 0 };
# With linger, it goes on answering for so many seconds.
$SIG{TERM} = sub { $o{linger} ? alarm $o{linger} : exit 0 };
print "starting with greeting $ENV{GREETING}\n";
sleep $o{delay} if $o{delay};
my $server = IO::Socket::INET->new(LocalAddr => $o{bind}, LocalPort => $o{port}, Listen => 64, ReuseAddr => 1)
  or die "cannot listen: $!\n";
print "Listening on $o{bind}:$o{port}\n" if $o{say};
while (1) {
  my $client = $server->accept or next;
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/; }
  my $body = "$o{text} $ENV{GREETING}\n";
  print $client "HTTP/1.1 $o{status}\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
  close $client;
}
