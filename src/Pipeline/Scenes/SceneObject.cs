namespace Steerlens.Pipeline.Scenes;

/// <summary>What kind of thing stands or drives in a scene.</summary>
public enum SceneObjectKind
{
    /// <summary>A car or van.</summary>
    Car,

    /// <summary>A lorry.</summary>
    Truck,

    /// <summary>A tree or bush.</summary>
    Tree,

    /// <summary>A post at the verge.</summary>
    Post,

    /// <summary>A road sign.</summary>
    Sign,
}

/// <summary>Something placed in a scene, as one frame shows it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The same in every frame of a scene; see <see cref="SceneOptions.Without"/>.</param>
/// <param name="Left">The left edge of its box in pixels, inside the picture.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Width">The box's width in pixels, above 0; parts of it may be hidden by nearer things.</param>
/// <param name="Height">The box's height in pixels, above 0.</param>
/// <param name="Distance">Metres from the camera along its axis.</param>
public readonly record struct SceneObject(SceneObjectKind Kind, long Id, float Left, float Top, float Width, float Height, float Distance);
