# Speaks HTTP/2 without TLS, as far as a GET needs it, and nothing else (RFC 9113).
use strict;
use IO::Socket::INET;
$| = 1;
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1)
  or die "cannot listen: $!\n";
print "Listening on 0.0.0.0:$ENV{PORT}\n";
while (my $client = $server->accept) {
  unless (fork) { serve($client); exit 0 }
  close $client;
}

sub take {
  my ($client, $count) = @_;
  my $taken = '';
  while (length $taken < $count) {
    sysread($client, $taken, $count - length $taken, length $taken) or return;
  }
  return $taken;
}

sub frame {
  my ($client, $type, $flags, $stream, $payload) = @_;
  syswrite $client, substr(pack('N', length $payload), 1) . pack('CCN', $type, $flags, $stream) . $payload;
}

sub serve {
  my $client = shift;
  my $preface = take($client, 24);
  return unless defined $preface && $preface eq "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  frame($client, 4, 0, 0, '');
  while (defined(my $head = take($client, 9))) {
    my $length = unpack 'N', "\0" . substr($head, 0, 3);
    my ($type, $flags, $stream) = unpack 'CCN', substr($head, 3);
    my $payload = $length ? take($client, $length) : '';
    # Settings and pings are acknowledged; a request is answered with :status 200, entry 8 of the static table.
    frame($client, $type, 1, 0, $type == 6 ? $payload : '') if ($type == 4 || $type == 6) && !($flags & 1);
    if ($type == 1) {
      frame($client, 1, 4, $stream, "\x88");
      frame($client, 0, 1, $stream, "hello over h2c\n");
    }
  }
}
