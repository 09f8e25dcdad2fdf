"""Who may ask: visitors told apart, origins held to lists, proxies believed only where named."""
