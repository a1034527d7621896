package io.residua.backbone.weights.catalogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy as {@code curl} finds it: {@code https_proxy}, {@code http_proxy}, {@code all_proxy}
 * and {@code no_proxy}, in lower or upper case. Where none is set, Java's own, {@code
 * -Dhttps.proxyHost}. Passwords in the address are not sent.
 */
final class Proxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private final Map<String, String> environment;
  private final ProxySelector java;

  Proxies(Map<String, String> environment, ProxySelector java) {
    this.environment = environment;
    this.java = java;
  }

  @Override
  public List<Proxy> select(URI uri) {
    String own = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
    String proxy = own.isEmpty() ? variable("all_proxy") : own;
    if (proxy.isEmpty()) {
      return java.select(uri);
    }
    return excepted(uri.getHost()) ? List.of(Proxy.NO_PROXY) : List.of(proxy(proxy));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

  private boolean excepted(String host) {
    for (String rule : variable("no_proxy").split(",", -1)) {
      String name = rule.strip();
      String suffix = name.startsWith(".") ? name : "." + name;
      if (name.equals("*") || (!name.isEmpty() && ("." + host).endsWith(suffix))) {
        return true;
      }
    }
    return false;
  }

  private static Proxy proxy(String address) {
    URI uri = URI.create(address.contains("://") ? address : "http://" + address);
    if (uri.getHost() == null) {
      throw new DownloadException(
          "proxy", "expected http://host:port, found '%s'; correct https_proxy".formatted(address));
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
  }

  private String variable(String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }
}
