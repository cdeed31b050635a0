// The module through which the service worker is registered.
/// <reference types="vite-plugin-pwa/vanillajs" />
