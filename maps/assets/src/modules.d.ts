declare module "*.png" {
  const dataUrl: string;
  export default dataUrl;
}

declare module "*.css";
