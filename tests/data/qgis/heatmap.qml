<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis labelsEnabled="0" simplifyDrawingTol="1" styleCategories="AllStyleCategories" hasScaleBasedVisibilityFlag="0" minScale="100000000" simplifyDrawingHints="1" simplifyAlgorithm="0" simplifyLocal="1" symbologyReferenceScale="-1" maxScale="0" simplifyMaxScale="1" version="3.22.16-Białowieża" readOnly="0">
  <renderer-v2 forceraster="0" symbollevels="0" weight_expression="" radius_map_unit_scale="3x:0,0,0,0,0,0" radius="10" max_value="0" quality="3" radius_unit="0" referencescale="-1" type="heatmapRenderer" enableorderby="0">
    <colorramp name="[source]" type="gradient">
      <Option type="Map">
        <Option value="255,255,255,255" name="color1" type="QString"/>
        <Option value="0,0,0,255" name="color2" type="QString"/>
        <Option value="0" name="discrete" type="QString"/>
        <Option value="gradient" name="rampType" type="QString"/>
      </Option>
    </colorramp>
  </renderer-v2>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerOpacity>1</layerOpacity>
  <layerGeometryType>0</layerGeometryType>
</qgis>
