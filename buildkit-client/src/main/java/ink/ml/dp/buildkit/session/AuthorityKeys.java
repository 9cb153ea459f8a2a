package ink.ml.dp.buildkit.session;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/** An Ed25519 key pair that is the same for the same 32 bytes. */
record AuthorityKeys(PrivateKey privateKey, byte[] publicKey) {
  private static final int LENGTH = 32;

  static AuthorityKeys of(byte[] seed) {
    if (seed.length != LENGTH) {
      throw new IllegalArgumentException("a seed has 32 bytes");
    }
    try {
      // The platform derives no public key from a private one, but generates both from 32 bytes.
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
      KeyPair pair = generator.generateKeyPair();
      PrivateKey privateKey =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.clone()));
      return new AuthorityKeys(privateKey, encoded((EdECPublicKey) pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  /** RFC 8032, 5.1.2: y from its lowest byte on, and the lowest bit of x in the highest. */
  private static byte[] encoded(EdECPublicKey key) {
    BigInteger y = key.getPoint().getY();
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = y.shiftRight(8 * i).byteValue();
    }
    if (key.getPoint().isXOdd()) {
      bytes[LENGTH - 1] |= (byte) 0x80;
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "AuthorityKeys[…]";
  }

  /** Gives the same bytes to everybody who asks. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient byte[] seed;

    Fixed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
    }
  }
}
