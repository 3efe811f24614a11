export default {
  define: { 'process.env.NODE_ENV': '"production"' },
  build: { target: 'es2022', lib: { entry: 'src/app.jsx', formats: ['es'], fileName: () => 'app.js' } },
}
