using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Everything of a scene that does not change from frame to frame.</summary>
internal sealed class SceneWorld
{
    /// <summary>Builds the scene.</summary>
    /// <exception cref="SteerlensException">An option is out of its range.</exception>
    public SceneWorld(SceneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        Style = SceneCatalog.Style(options);
        Clouds = NoiseTexture.Clouds(new SceneRandom(options.Seed, "clouds"));
        Grain = NoiseTexture.Grain(new SceneRandom(options.Seed, "grain"));
        Drive = new Drive(options, Style);
        Land = new Land(Style, Clouds);
        Events = new RoadEvents(Style, options.Factors);
        Ground = new GroundShader(Style, Events, Clouds, Grain);
        Trees = new Trees(this);
        Traffic = new Traffic(this);
        var (sinHeading, cosHeading) = Math.SinCos(Style.SunHeading);
        var (rise, flat) = Math.SinCos(Style.SunHeight);
        Sun = new Vector3((float)(sinHeading * flat), (float)(cosHeading * flat), (float)rise);
        SeaLevel = Style.Land == LandKind.Coast ? -Style.SeaDepth : -1000;
    }

    public SceneOptions Options { get; }

    public SceneStyle Style { get; }

    public Drive Drive { get; }

    public Land Land { get; }

    public GroundShader Ground { get; }

    public RoadEvents Events { get; }

    public NoiseTexture Clouds { get; }

    public NoiseTexture Grain { get; }

    public Trees Trees { get; }

    public Traffic Traffic { get; }

    public LightMeter Meter { get; } = new();

    /// <summary>The direction to the sun, length 1.</summary>
    public Vector3 Sun { get; }

    /// <summary>Metres of the sea over the scene's zero; far below everything where there is none.</summary>
    public double SeaLevel { get; }

    /// <summary>The ground's x, y and height in metres, at a distance along the road and an offset beside it.</summary>
    public (double X, double Y, double Z) GroundAt(double distance, float offset)
    {
        var (x, y, road) = Drive.Road.Land(distance, offset);
        var (height, _) = Land.At((float)(distance % (256 * GroundShader.Period)), offset, (float)(road - SeaLevel));
        return (x, y, road + height);
    }

    /// <summary>A sky for one renderer.</summary>
    public SkyShader MakeSky() => new(Style, Clouds, Grain, Sun);
}
